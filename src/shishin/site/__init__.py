"""Where the packages become one site: settings, addresses, commands."""
