"""What has to hold of a procedure before it is published, one concern a file. Each yields `Problem`s of one file."""
