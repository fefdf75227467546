//! Other readers of tables, each in a Python process of its own that reads when asked.

use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Write as _;
use std::path::Path;
use std::process::Child;
use std::process::ChildStdin;
use std::process::ChildStdout;
use std::process::Command;
use std::process::Stdio;

/// A reader to compare with.
pub struct Peer {
    /// Its name and version.
    pub name: String,
    child: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    /// Starts a reader of a file; the error says why there is none.
    pub fn start(name: &str, path: &Path) -> Result<Self, String> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/tables.py");
        let child = Command::new("python3")
            .args([script, name])
            .arg(path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut child = child.map_err(|error| format!("python3 does not start: {error}"))?;
        let (Some(orders), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("no pipes".to_owned());
        };
        let mut peer = Self {
            name: String::new(),
            child,
            orders,
            answers: BufReader::new(answers),
        };
        let version = peer.line();
        if version.is_empty() {
            return Err(format!("install it with `pip install {name}`"));
        }
        peer.name = format!("{name} {version}");
        Ok(peer)
    }

    /// The seconds of one reading, which must give a table of this shape.
    pub fn read(&mut self, (rows, columns): (usize, usize)) -> f64 {
        writeln!(self.orders, "read").unwrap();
        let answer = self.line();
        let mut words = answer.split_whitespace();
        let seconds = words.next().unwrap().parse().unwrap();
        let shape: Vec<&str> = words.collect();
        assert_eq!(shape, [rows.to_string(), columns.to_string()]);
        seconds
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
