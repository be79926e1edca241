"""Tests of what counts and judges: a guard that is never red would guard nothing."""
