//! The file form of experiments: what is read, what is written, and what is refused.

use std::path::Path;
use std::path::PathBuf;

use deltascope::data::ColumnKind;
use deltascope::data::ColumnSpec;
use deltascope::data::DataSource;
use deltascope::data::DateOrder;
use deltascope::data::DateTime;
use deltascope::data::Notation;
use deltascope::data::Origin;
use deltascope::data::Role;
use deltascope::data::Scaling;
use deltascope::data::SplitBy;
use deltascope::data::Thousands;
use deltascope::data::TimeUnit;
use deltascope::experiment::Experiment;
use deltascope::experiment::PresetError;
use deltascope::experiment::preset;
use deltascope::nn::Activation;
use deltascope::nn::Start;
use deltascope::train::Precision;

const VERSION_1: &str = include_str!("../data/preset_v1.ron");

fn refusal(text: &str) -> PresetError {
    match preset::parse(text) {
        Ok(experiment) => panic!("read as {experiment:?}"),
        Err(error) => error,
    }
}

fn with_path(path: impl Into<PathBuf>) -> Experiment {
    let mut experiment = preset::parse(VERSION_1).unwrap();
    experiment.data.source = DataSource::File {
        path: path.into(),
        more: Vec::new(),
        options: Default::default(),
    };
    experiment
}

fn path_of(experiment: &Experiment) -> &Path {
    let DataSource::File { path, .. } = &experiment.data.source else {
        panic!("not a file: {:?}", experiment.data.source);
    };
    path
}

#[test]
fn a_file_of_version_1_reads_as_it_always_has() {
    let experiment = preset::parse(VERSION_1).unwrap();
    assert_eq!(experiment.title, "Wine, with \"quotes\" and a\nline end");
    assert_eq!(experiment.description, "");
    let DataSource::File {
        path,
        more,
        options,
    } = &experiment.data.source
    else {
        panic!("not a file");
    };
    assert!(more.is_empty());
    assert_eq!(path, Path::new("../tables/wine.csv"));
    assert_eq!(options.delimiter, Some(';'));
    assert_eq!(options.decimal_comma, Some(true));
    assert_eq!(options.header, None);
    assert_eq!(experiment.data.columns[1].kind, ColumnKind::Classes);
    // What version 1 began without has its default.
    let column = &experiment.data.columns[1];
    assert_eq!((column.scaling, &column.fill), (None, &None));
    assert!(experiment.data.derived.is_empty());
    assert_eq!(experiment.data.split.by, SplitBy::Random);
    let scaling = Scaling::MinMax {
        low: -1.0,
        high: 1.0,
    };
    assert_eq!(experiment.data.input_scaling, scaling);
    let hidden = &experiment.network.hidden;
    assert_eq!(hidden[0].activation, Activation::LeakyRelu { slope: 0.01 });
    let Start::Exact(starts) = &experiment.network.start else {
        panic!("not exact");
    };
    assert_eq!(starts[0].bias, [0.1 + 0.2]);
    assert_eq!(starts[0].weights[1].1, [[-0.2, 3e-7]]);
    assert_eq!(experiment.training.precision, Precision::F32);
    assert_eq!(experiment.training.stop.patience, Some(20));
    assert_eq!(experiment.seeds.initialisation, u64::MAX);
}

#[test]
fn what_is_written_reads_back_the_same() {
    let mut experiment = preset::parse(VERSION_1).unwrap();
    experiment.training.stop.target_error = Some(f64::MIN_POSITIVE);
    experiment.training.stop.time_limit_secs = Some(1.0 / 3.0);
    experiment.data.split.train = 1e300;
    let kinds = [
        ColumnKind::Ordered(vec!["low".to_owned(), "high".to_owned()]),
        ColumnKind::YesNo,
        ColumnKind::Id,
        ColumnKind::DateTime(DateTime {
            order: DateOrder::MonthFirst,
            origin: Origin::try_from("2000-01-01T12:00:00".to_owned()).unwrap(),
            unit: TimeUnit::Hours,
        }),
        ColumnKind::Number(Notation {
            decimal_comma: true,
            thousands: Thousands::Point,
        }),
    ];
    for kind in kinds {
        let mut column = ColumnSpec::new(format!("{kind:?}"), Role::Ignored);
        column.kind = kind;
        experiment.data.columns.push(column);
    }
    let text = preset::write(&experiment).unwrap();
    assert_eq!(preset::parse(&text).unwrap(), experiment);
    assert!(
        text.starts_with("(\n    version: 1,\n    title: "),
        "{text}"
    );
}

#[test]
fn a_tab_as_delimiter_and_a_byte_order_mark_survive() {
    let mut experiment = with_path("t.tsv");
    if let DataSource::File { options, .. } = &mut experiment.data.source {
        options.delimiter = Some('\t');
    }
    let text = format!("\u{feff}{}", preset::write(&experiment).unwrap());
    assert_eq!(preset::parse(&text).unwrap(), experiment);
}

#[test]
fn a_newer_version_is_refused_at_its_place() {
    let error = refusal(&VERSION_1.replace("version: 1", "version: 2"));
    assert_eq!(error.place, Some((3, 14)));
    assert!(error.message.contains("line 3, column 14"), "{error}");
    assert!(
        error.message.contains("install a newer Deltascope"),
        "{error}"
    );
    let error = refusal(&VERSION_1.replace("version: 1", "version: 0"));
    assert!(error.message.contains("write `version: 1`"), "{error}");
    let error = refusal(&VERSION_1.replace("version: 1,", ""));
    assert!(error.message.contains("this is not a preset"), "{error}");
}

/// A misspelt field would otherwise silently take its default.
#[test]
fn unknown_fields_are_refused_wherever_they_are() {
    let places = [
        ("seeds: (", "sedes: ("),
        ("missing: Impute", "mising: Impute"),
        ("(path: ", "(file: 1, path: "),
        ("(delimiter: ';',", "(delimiter: ';', escape: '!',"),
        ("role: Ignored)", "role: Ignored, note: 1)"),
        ("high: 1.0)", "high: 1.0, middle: 0.0)"),
        ("slope: 0.01)", "slope: 0.01, bend: 1)"),
        ("range: 1e-3)", "range: 1e-3, from: 0)"),
        ("momentum: 0.9,", "momentum: 0.9, dampening: 0.1,"),
        ("patience: 20,", "patience: 20, hope: 1,"),
        ("order: 3,", "order: 3, disorder: 4,"),
        ("stratify: false", "stratify: false, shuffle: true"),
        ("units: 2,", "units: 2, dropout: 0.5,"),
        ("delay: 0)", "delay: 0, weight: 1)"),
        ("(layer: \"output\",", "(layer: \"output\", gain: 1,"),
    ];
    for (known, unknown) in places {
        let text = VERSION_1.replace(known, unknown);
        assert_ne!(text, VERSION_1, "`{known}` is not in the file");
        let error = refusal(&text);
        assert!(error.place.is_some(), "{unknown}: {error}");
        assert!(
            error.message.contains("there is no field"),
            "{unknown}: {error}"
        );
    }
    let text = VERSION_1.replace(
        "File(path: \"../tables/wine.csv\", options: (delimiter: ';', decimal_comma: Some(true)))",
        "Generated(Moons(points: 20, noise: 0.1, sed: 1))",
    );
    assert!(refusal(&text).message.contains("there is no field `sed`"));
}

#[test]
fn an_error_names_line_and_column_and_what_was_expected() {
    let error = refusal(&VERSION_1.replace("LeakyRelu", "Leaky"));
    let line = 1 + VERSION_1
        .lines()
        .position(|line| line.contains("LeakyRelu"))
        .unwrap();
    assert_eq!(error.place.unwrap().0, line);
    assert!(
        error.message.starts_with(&format!("line {line}, column ")),
        "{error}"
    );
    assert!(
        error
            .message
            .contains("`Leaky` is not known here; expected one of"),
        "{error}"
    );
    let error = refusal(&VERSION_1.replace("max_epochs: 1000, ", ""));
    assert!(error.message.contains("the field `max_epochs`"), "{error}");
}

#[test]
fn no_text_makes_it_panic_or_overflow() {
    for text in [
        "",
        "(",
        "x,y\n1,2\n",
        "{}",
        "\0",
        "(version: 1)",
        "(version: \"1\")",
        "(((((",
    ] {
        assert!(!refusal(text).message.is_empty());
    }
    for (open, close) in [("(", ")"), ("[", "]"), ("Some(", ")"), ("{1:", "}")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        refusal(&deep);
        refusal(&format!("(version: 1, title: {deep})"));
        refusal(
            &VERSION_1
                .replace("\"wine\"", &deep)
                .replace("role: Input", &deep),
        );
    }
    for end in (0..VERSION_1.len() - 3).filter(|end| VERSION_1.is_char_boundary(*end)) {
        refusal(&VERSION_1[..end]);
    }
    // A stray byte anywhere gives an error or another experiment, never a panic.
    for place in (0..VERSION_1.len()).step_by(7) {
        for stray in ["\"", "(", "'", "/*", "-", "\\"] {
            let mut text = VERSION_1.to_owned();
            text.insert_str(place, stray);
            preset::parse(&text).ok();
        }
    }
}

#[test]
fn data_paths_are_kept_relative_to_the_preset() {
    let cases = [
        ("/home/ann/lab/wine.csv", "/home/ann/lab", "wine.csv"),
        (
            "/home/ann/lab/data/wine.csv",
            "/home/ann/lab",
            "data/wine.csv",
        ),
        (
            "/home/ann/lab/data/wine.csv",
            "/home/ann/lab/presets",
            "../data/wine.csv",
        ),
        (
            "/home/ann/data/wine.csv",
            "/home/ann/lab/presets",
            "../../data/wine.csv",
        ),
        // Far away: better an absolute path than a ladder of dots.
        (
            "/home/ann/wine.csv",
            "/home/ann/a/b/c",
            "/home/ann/wine.csv",
        ),
        ("/data/wine.csv", "/home/ann", "/data/wine.csv"),
        ("wine.csv", "/home/ann", "wine.csv"),
    ];
    for (path, folder, expected) in cases {
        let mut experiment = with_path(path);
        preset::relative_to(&mut experiment, Path::new(folder));
        assert_eq!(
            path_of(&experiment),
            Path::new(expected),
            "{path} from {folder}"
        );
    }
    let mut experiment = with_path("../data/wine.csv");
    preset::absolute_from(&mut experiment, Path::new("/home/ann/presets"));
    assert_eq!(
        path_of(&experiment),
        Path::new("/home/ann/presets/../data/wine.csv")
    );
    let mut experiment = with_path("/data/wine.csv");
    preset::absolute_from(&mut experiment, Path::new("/home/ann"));
    assert_eq!(path_of(&experiment), Path::new("/data/wine.csv"));
}

#[cfg(unix)]
#[test]
fn a_path_that_is_not_text_is_an_error_not_a_panic() {
    use std::os::unix::ffi::OsStringExt as _;
    let name = std::ffi::OsString::from_vec(vec![b'a', 0xff]);
    assert!(preset::write(&with_path(name)).is_err());
}

#[test]
fn all_files_of_a_table_move_with_the_preset() {
    let mut experiment = with_path("/home/me/data/a.csv");
    if let DataSource::File { more, .. } = &mut experiment.data.source {
        *more = vec!["/home/me/data/b.csv".into(), "/home/me/c.csv".into()];
    }
    let before = experiment.clone();
    preset::relative_to(&mut experiment, Path::new("/home/me/presets"));
    let paths: Vec<&PathBuf> = experiment.data.source.paths().collect();
    assert_eq!(
        paths,
        ["../data/a.csv", "../data/b.csv", "../c.csv"].map(Path::new)
    );
    let text = preset::write(&experiment).unwrap();
    let mut experiment = preset::parse(&text).unwrap();
    preset::absolute_from(&mut experiment, Path::new("/home/me/presets"));
    let plain = |experiment: &Experiment| -> Vec<PathBuf> {
        let paths = experiment.data.source.paths();
        paths
            .map(|path| path.to_str().unwrap().replace("presets/../", "").into())
            .collect()
    };
    assert_eq!(plain(&experiment), plain(&before));
}
