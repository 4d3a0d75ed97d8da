"""The kinds of service: what each does for its user, and the same management interface for all. [SES]"""
