//! Files on disk: a save is whole or has not happened.

use std::fs;

use deltascope::data::DataSource;
use deltascope::experiment::Experiment;
use deltascope::files;

fn names(folder: &std::path::Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_save_replaces_the_file_and_leaves_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    files::atomic_write(&path, b"one").unwrap();
    files::atomic_write(&path, b"two").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"two");
    assert_eq!(names(folder.path()), ["a.ron"]);
}

#[test]
fn a_save_that_fails_keeps_the_previous_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    fs::write(&path, b"one").unwrap();
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let error = files::atomic_write(&path, b"two").unwrap_err();
    assert!(error.to_string().contains("no permission"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), b"one");
    assert_eq!(names(folder.path()), ["a.ron"]);

    let error = files::atomic_write(&folder.path().join("b/a.ron"), b"two").unwrap_err();
    assert!(
        error.to_string().contains("no such file or folder"),
        "{error}"
    );
    let error = files::atomic_write(folder.path(), b"two").unwrap_err();
    assert!(error.to_string().contains("this is a folder"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_save_follows_a_link_and_keeps_the_permissions() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let (path, link) = (folder.path().join("a.ron"), folder.path().join("link.ron"));
    fs::write(&path, b"one").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink(&path, &link).unwrap();
    files::atomic_write(&link, b"two").unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read(&path).unwrap(), b"two");
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o640
    );
}

#[test]
fn a_preset_finds_its_table_again_after_saving_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("data")).unwrap();
    fs::create_dir(folder.path().join("presets")).unwrap();
    let table = folder.path().join("data/t.csv");
    fs::write(&table, "x,y\n1,2\n3,4\n").unwrap();
    let source = DataSource::File {
        path: table,
        more: Vec::new(),
        options: Default::default(),
    };
    let mut experiment = Experiment::new_default();
    experiment.data.source = source;
    let preset = folder.path().join("presets/t.ron");
    files::write_preset(&preset, &experiment).unwrap();
    let text = fs::read_to_string(&preset).unwrap();
    assert!(text.contains("\"../data/t.csv\""), "{text}");
    let read = files::read_preset(&preset).unwrap();
    let table = files::load_table(&read.data.source, &mut |_| {
        std::ops::ControlFlow::Continue(())
    });
    assert_eq!(table.unwrap().rows(), 2);
}

#[test]
fn a_reader_can_be_told_to_stop() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    fs::write(&path, "x,y\n".to_owned() + &"1,2\n".repeat(200_000)).unwrap();
    let error = files::read_table(&path, Default::default(), &mut |_| {
        std::ops::ControlFlow::Break(())
    });
    assert!(error.unwrap_err().cancelled);
}

#[test]
fn labels_beside_images_become_a_column() {
    let folder = tempfile::tempdir().unwrap();
    let images = folder.path().join("train-images-idx3-ubyte");
    fs::write(
        &images,
        b"\0\0\x08\x03\0\0\0\x02\0\0\0\x01\0\0\0\x01\x05\x06",
    )
    .unwrap();
    let read = || {
        files::read_table(&images, Default::default(), &mut |_| {
            std::ops::ControlFlow::Continue(())
        })
    };
    assert_eq!(read().unwrap().columns.len(), 1);
    let labels = folder.path().join("train-labels-idx1-ubyte");
    fs::write(&labels, b"\0\0\x08\x01\0\0\0\x02\x01\0").unwrap();
    assert_eq!(read().unwrap().columns[1].name, "label");
    let preview = files::preview_table(&images, Default::default(), 1).unwrap();
    assert_eq!((preview.table.rows(), preview.table.columns.len()), (1, 2));
}

#[test]
fn several_files_are_read_as_one_table() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let one = write("a.csv", "x;kind\n1,5;red\n2;blue\n");
    // The columns stand in another order; what the first file shows of decimal commas holds here too.
    let two = write("b.csv", "kind;x\ngreen;3\nred;\nred;1,25\n");
    let mut seen = Vec::new();
    let mut progress = |bytes| {
        seen.push(bytes);
        std::ops::ControlFlow::Continue(())
    };
    let more = [two];
    let table = files::read_tables(&one, &more, Default::default(), &mut progress).unwrap();
    let column = |name: &str| -> Vec<String> {
        let values = &table.column(name).unwrap().values;
        (0..table.rows()).map(|row| values.text(row)).collect()
    };
    assert_eq!(column("x"), ["1.5", "2", "3", "", "1.25"]);
    assert_eq!(column("kind"), ["red", "blue", "green", "red", "red"]);
    assert_eq!(table.name, "a.csv and 1 more");
    assert_eq!(
        table.files_sentence().unwrap(),
        "2 files, one below the other: a.csv 2 rows, b.csv 3 rows"
    );
    let problem = table.problems[0].to_string();
    assert_eq!(problem, "b.csv, line 3, column `x`: no value");
    assert_eq!(table.place(4), "b.csv, line 4");
    assert_eq!(table.place(0), "a.csv, line 2");
    // 22 and 29 bytes: the progress goes on from file to file.
    assert!(seen.is_sorted());
    assert_eq!(seen.last(), Some(&51));
}

#[test]
fn files_with_other_columns_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let refusal = |one: &str, two: &str| {
        let path = |name: &str| folder.path().join(name);
        fs::write(path("a.csv"), one).unwrap();
        fs::write(path("b.csv"), two).unwrap();
        let mut whole = |_| std::ops::ControlFlow::Continue(());
        let options = deltascope::data::CsvOptions::default();
        let error = files::read_tables(&path("a.csv"), &[path("b.csv")], options, &mut whole);
        error.unwrap_err().message
    };
    assert_eq!(
        refusal("x,w,v,y\n1,2,3,4\n5,6,7,8\n", "x,y\n1,2\n"),
        "`b.csv` has no column `w` and 1 other, which `a.csv` has; files to be read as one table need the same columns"
    );
    assert_eq!(
        refusal("x,y\n1,2\n3,4\n", "x,z,y\n1,2,3\n"),
        "`b.csv` has a column `z`, which `a.csv` does not have; files to be read as one table need the same columns"
    );
    assert_eq!(
        refusal("x,y\n1,2\n3,4\n", "x,y\nred,2\nblue,3\n"),
        "column `x` holds numbers in `a.csv` and text such as `red` in `b.csv`; correct one of the files"
    );
}
