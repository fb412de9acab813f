"""Plays, actions, requests, registrations, touches: states and rules."""
