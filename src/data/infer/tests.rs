//! Texts and what is guessed of them.

use super::super::options::Thousands;
use super::*;

fn layout_of(text: &str) -> Layout {
    layout(text.as_bytes(), true, &CsvOptions::default()).unwrap()
}

fn guess(text: &str) -> (char, bool, bool, usize, usize) {
    let layout = layout_of(text);
    (
        layout.delimiter as char,
        layout.header,
        layout.rules.numbers.decimal_comma,
        layout.width,
        layout.skip,
    )
}

#[test]
fn layouts_are_guessed() {
    assert_eq!(guess("a,b\n1,2\n"), (',', true, false, 2, 0));
    assert_eq!(guess("1,2\n3,4\n"), (',', false, false, 2, 0));
    assert_eq!(guess("a;b\n1,5;2,5\n"), (';', true, true, 2, 0));
    assert_eq!(guess("1,5;2,5\n3,5;4,5\n"), (';', false, true, 2, 0));
    assert_eq!(guess("a\tb\nSmith, John\t5\n"), ('\t', true, false, 2, 0));
    assert_eq!(guess("a|b\n1|2\n"), ('|', true, false, 2, 0));
    assert_eq!(guess("1.0  2.0 3\n 4 5   6\n"), (' ', false, false, 3, 0));
    assert_eq!(guess("x\n1\n2\n"), (',', true, false, 1, 0));
    let words = "colour,answer\nred,yes\nblue,no\n";
    assert_eq!(guess(words), (',', true, false, 2, 0));
    let words = "red,yes\nblue,no\nred,no\n";
    assert_eq!(guess(words), (',', false, false, 2, 0));
    assert_eq!(guess("a,b,\n1,2,\n3,4,\n"), (',', true, false, 2, 0));
    assert_eq!(guess("1,2,\n3,4,\n"), (',', false, false, 2, 0));
    assert_eq!(guess("a,b,c\n1,2,\n3,4,5\n"), (',', true, false, 3, 0));
    assert_eq!(guess("3,2,x,y\n1,2\n3,4\n5,6\n"), (',', false, false, 2, 1));
    // The blank line above the table is passed over as well.
    let title = "A title\n\na;b\n1;2\n3;4\n";
    assert_eq!(guess(title), (';', true, false, 2, 2));
    let ragged = "a,b\n1,2,3\n4,5,6\n7,8,9\n";
    assert_eq!(guess(ragged), (',', true, false, 2, 0));
    let quoted = "a,b\n\"1,234\",\"2,345\"\n";
    assert_eq!(guess(quoted), (',', true, false, 2, 0));
    let dates = "day,sort\n2024-01-02,b\n2024-01-03,b\n";
    assert_eq!(guess(dates), (',', true, false, 2, 0));
}

#[test]
fn marks_in_numbers_are_guessed_from_all_cells() {
    use Thousands::Apostrophe;
    use Thousands::Comma;
    use Thousands::Point;
    use Thousands::Space;
    use Thousands::Unused;
    for (text, decimal_comma, thousands, ambiguous) in [
        ("a;b\n1;2\n", false, Unused, false),
        ("a;b\n1.5;2\n", false, Unused, false),
        ("a\tb\n1.234\t2\n", false, Unused, false),
        ("a;b\n1.234;2\n", false, Unused, true),
        ("a;b\n1.234;2,5\n", true, Point, false),
        ("a;b\n1.234.567;2\n", true, Point, false),
        ("a;b\n1.234,5;2\n", true, Point, false),
        ("a\tb\n1,234,567.5\t2\n", false, Comma, false),
        ("a\tb\n1,234,567\t2\n", false, Comma, false),
        ("a\tb\n1,234\t2.5\n", false, Comma, false),
        ("a\tb\n1,234\t2\n", false, Comma, true),
        ("a,b\n\"1,234\",2\n", false, Comma, true),
        ("a;b\n1,234;2\n", true, Unused, true),
        ("a;b\n1,234;0,500\n", true, Unused, false),
        ("a\tb\n1,234\t0,5\n", true, Unused, false),
        ("a;b\n1 234 567;2\n", false, Space, false),
        ("a;b\n1 234,5;2\n", true, Space, false),
        ("a;b\n1\u{a0}234,5;2\n", true, Space, false),
        ("a;b\n1'234.5;2\n", false, Apostrophe, false),
        ("a;b\n01.02.2024;3\n", false, Unused, false),
    ] {
        let found = layout_of(text);
        let numbers = found.rules.numbers;
        let expected = (decimal_comma, thousands);
        assert_eq!(
            (numbers.decimal_comma, numbers.thousands),
            expected,
            "{text}"
        );
        let said = &found.evidence.ambiguous;
        assert_eq!(said.is_some(), ambiguous, "{text}: {said:?}");
    }
}

#[test]
fn comments_and_quotation_marks_are_guessed() {
    let found = |text: &str| {
        let layout = layout_of(text);
        (layout.comment, layout.quote, layout.width, layout.header)
    };
    let none = String::new;
    let hash = || "#".to_owned();
    let plain = "a,b\n1,2\n";
    assert_eq!(found(plain), (none(), Quote::Double, 2, true));
    let above = "# made by hand, twice, on a Monday\na,b\n1,2\n3,4\n";
    assert_eq!(found(above), (hash(), Quote::Double, 2, true));
    let between = "a;b\n1;2\n% broken\n3;4\n";
    assert_eq!(found(between).0, "%");
    let slashes = "// note\n1\t2\n3\t4\n";
    assert_eq!(found(slashes), ("//".to_owned(), Quote::Double, 2, false));
    // Names, colours: as many cells as the others.
    let name = "#id,b\n1,2\n3,4\n";
    assert_eq!(found(name), (none(), Quote::Double, 2, true));
    let colours = "colour,b\n#f00,2\n#0f0,4\nred,1\nblue,2\n";
    assert_eq!(found(colours).0, none());
    let single = "a,b\n'x, y',1\n'z',2\n";
    assert_eq!(found(single), (none(), Quote::Single, 2, true));
    let apostrophe = "a,b\nit's,1\nthe dogs',2\n";
    assert_eq!(found(apostrophe).1, Quote::Double);
}

#[test]
fn every_guess_says_why() {
    let text = "# old\na;b;c\n1,5;x;\n2.345,5;y;NA\n3,5;x;4\n4;x\n";
    let Evidence {
        delimiter,
        header,
        decimal,
        thousands,
        quote,
        comment,
        missing,
        skip,
        ambiguous,
        ..
    } = layout_of(text).evidence;
    assert_eq!(delimiter, "3 cells in 4 of 5 lines");
    assert_eq!(header, "2 columns have a word above numbers");
    assert_eq!(decimal, "3 numbers have a comma, such as `1,5`");
    assert_eq!(thousands, "1 number has it: `2.345,5`");
    assert_eq!(quote, "No cell is in quotation marks");
    assert_eq!(comment, "1 line begins with `#`");
    assert_eq!(missing, "In the first lines: 1 empty, 1 × `NA`");
    assert_eq!(skip, "The table begins at the top");
    assert_eq!(ambiguous, None);
}

#[test]
fn what_is_set_is_kept() {
    let options = CsvOptions {
        skip: Some(2),
        comment: Some(String::new()),
        decimal_comma: Some(true),
        thousands: Some(Thousands::Unused),
        quote: Some(Quote::Unused),
        missing: Some(vec!["-1".to_owned()]),
        ..CsvOptions::default()
    };
    let text = "a title\nanother, with a comma\na,b\n\"1,NA\n#2,-1\n";
    let found = layout(text.as_bytes(), true, &options).unwrap();
    let filled = found.options(&options);
    let expected = CsvOptions {
        delimiter: Some(','),
        header: Some(true),
        ..options
    };
    assert_eq!(filled, expected);
}
