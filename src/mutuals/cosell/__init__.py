"""Plays, actions, requests, registrations, touches: states and rules."""

from mutuals.cosell.plays import PLAYED, PLAYS, PLAYS_BY_KEY, Play, play_for, play_frame, with_plays

__all__ = ["PLAYED", "PLAYS", "PLAYS_BY_KEY", "Play", "play_for", "play_frame", "with_plays"]
