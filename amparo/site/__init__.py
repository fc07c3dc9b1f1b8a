"""The public site: pages that ask the law and show it. Nothing is stored."""
