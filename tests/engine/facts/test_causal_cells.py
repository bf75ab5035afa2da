"""The cells of a triangle by the formula for a sum of the first numbers."""

from engine.facts.causal_cells import causal_cells


def test_a_triangle_has_half_of_n_times_n_plus_one_cells() -> None:
    cells = causal_cells()
    assert (cells.cells, cells.allowed, cells.hidden) == (36, 21, 15)
    assert cells.share == (1024 * 1025 / 2) / 1024**2
