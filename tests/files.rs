//! Files on disk: a save is whole or has not happened.

#![expect(clippy::unwrap_used, reason = "test helpers")]

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
