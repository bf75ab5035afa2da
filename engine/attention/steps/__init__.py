"""Attention built up in the order in which it is taught, a step a file, in plain PyTorch.

Read simple, projected, scaling, causal, stacked, split, positions, block. Each step adds one idea to the one before it,
and the tests hold each to the path that the models run. `x` is [T, C] or [B, T, C]; a step that is called with
`trace=Trace()` leaves there what it made on its way.
"""
