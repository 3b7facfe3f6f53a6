"""Inventing believable people, employers and days. Pure: a seeded `Random` in, plain values out."""
