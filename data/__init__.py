"""Everything that is not user interface: nouns, rules, the replica, the desk. Imports neither textual nor rich."""
