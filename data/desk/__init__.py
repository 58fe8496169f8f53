"""The desk: commands that screens and verbs call. It asks for rights and rules, then has them recorded."""
