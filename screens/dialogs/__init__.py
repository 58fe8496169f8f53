"""Dialogs: what is asked before something is done."""
