"""Tests of what judges and disturbs: a checker that accepts everything would prove nothing."""

import os

# Repeat a failed random test with FAULTS_SEED=N.
SEED = int(os.environ.get("FAULTS_SEED", "20211105"))
