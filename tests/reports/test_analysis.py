"""The analysis file keeps what people wrote, and one section for each run, the newest first."""

from contractkit.reports.analysis import BEGIN, END, TITLE, inserted


def section(run: str, text: str = "told") -> str:
    return f"{BEGIN.format(run)}\n{text} of {run}\n{END.format(run)}\n"


def test_a_new_file_gets_a_title():
    assert inserted("", section("a"), "a") == TITLE + "\n" + section("a")


def test_the_newest_section_stands_first():
    text = inserted(inserted("", section("a"), "a"), section("b"), "b")
    assert text == TITLE + "\n" + section("b") + "\n" + section("a")


def test_a_section_of_the_same_run_is_replaced_where_it_stands():
    before = "# Ours\n\nintro\n\n" + section("b") + "\nbetween\n\n" + section("a") + "\nafter\n"
    changed = inserted(before, section("a", "told again"), "a")
    assert changed == before.replace("told of a", "told again of a")


def test_text_outside_the_markers_is_kept():
    before = "# Ours\n\nintro\n\n" + section("b") + "\nbetween\n\n" + section("a") + "\nafter\n"
    changed = inserted(before, section("c"), "c")
    assert changed.replace(section("c") + "\n", "") == before
    assert changed.index("intro") < changed.index("of c") < changed.index("of b")


def test_a_file_without_sections_keeps_its_text_before_the_first_one():
    assert inserted("# Ours\n\nintro", section("a"), "a") == "# Ours\n\nintro\n\n" + section("a")


def test_writing_twice_changes_nothing():
    once = inserted("# Ours\n", section("a"), "a")
    assert inserted(once, section("a"), "a") == once


def test_a_section_that_lost_its_end_does_not_swallow_the_next_one():
    torn = "# Ours\n\n" + BEGIN.format("a") + "\nhalf\n\n" + section("b")
    assert inserted(torn, section("a"), "a").endswith(BEGIN.format("a") + "\nhalf\n\n" + section("b"))


def test_a_section_may_hold_what_looks_like_a_group_of_an_expression():
    once = inserted("", section("a"), "a")
    assert r"\1 \g<0>" in inserted(once, section("a", r"\1 \g<0>"), "a")
