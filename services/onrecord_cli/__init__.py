"""The `onrecord` command: settings in, every service as a child process, listings and pictures out."""
