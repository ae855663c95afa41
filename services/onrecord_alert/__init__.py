"""Takes in alerts that are due; gives out Slack messages and e-mails, and a record of each attempt."""
