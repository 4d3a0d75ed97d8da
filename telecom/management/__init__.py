"""The management functions of self-service, one file per capability: the only way in. [M.3345 7.1]"""
