from tests.server.pages.browser import browser, server, visit

__all__ = ["browser", "server", "visit"]
