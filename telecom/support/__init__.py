"""What every management function stands on: identity, rights, audit, messaging, proposals. [SES support services]"""
