"""What each role finds on the home page: one module per role, each answering that role's question in its first screen."""
