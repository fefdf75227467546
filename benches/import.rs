//! Whether the interface stalls while a table of 1,000,000 × 10 is imported: the whole window is drawn in a loop, without a
//! display and without a GPU, while other threads read. Prints the longest frame of each stage in milliseconds, by the clock and
//! by the processor time of the drawing thread, and how long a cancelled read goes on. The goals are 16 ms and 100 ms.
//! Run with `cargo bench --bench import`.

use std::error::Error;
use std::fmt::Write as _;
use std::fs::File;
use std::io::BufWriter;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::task::Waker;
use std::time::Duration;
use std::time::Instant;

use deltascope::data::ColumnKind;
use deltascope::data::Notation;
use deltascope::views::ViewCtx;
use deltascope::views::main_window::Locals;
use deltascope::views::main_window::main_window_ui;
use deltascope::views::theme;
use deltascope::workbench::AppCommand;
use deltascope::workbench::DocumentEdit;
use deltascope::workbench::MenuCommand;
use deltascope::workbench::RowFilter;
use deltascope::workbench::Settings;
use deltascope::workbench::State;
use deltascope::workbench::TableCommand;
use deltascope::workbench::apply::apply;
use deltascope::workbench::command::UnsavedAnswer;
use deltascope::workbench::state::Dialog;
use deltascope::workbench::state::Whole;

const ROWS: usize = 1_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    for (name, texts) in [("ten columns of numbers", 0), ("two columns of texts", 2)] {
        let path = folder.path().join(format!("table{texts}.csv"));
        write_table(&path, texts)?;
        println(&format!("{name}: longest frame (clock, processor)"))?;
        import(&path, texts)?;
        cancel(&path)?;
    }
    Ok(())
}

/// Opens the file, accepts the dialog, and does what one does next; every stage until all threads rest.
fn import(path: &Path, texts: usize) -> Result<(), Box<dyn Error>> {
    let mut desk = Desk::new()?;
    desk.stage("start", Vec::new())?;
    desk.stage("open and look at the whole", open(path))?;
    desk.stage("accept", vec![AppCommand::ImportAccept])?;
    if texts > 0 {
        let edit = DocumentEdit::ColumnKind {
            column: "x1".to_owned(),
            kind: ColumnKind::Number(Notation::default()),
        };
        desk.stage("take texts as numbers", vec![AppCommand::Edit(edit)])?;
    }
    let show = AppCommand::Table(TableCommand::Show(RowFilter::All));
    desk.stage("show the table", vec![show])?;
    let edit = DocumentEdit::Exclude {
        rows: vec![5],
        excluded: true,
    };
    desk.stage("exclude a row", vec![AppCommand::Edit(edit)])?;
    desk.stage("undo", vec![AppCommand::Menu(MenuCommand::Undo)])?;
    desk.stage("undo the import", vec![AppCommand::Menu(MenuCommand::Undo)])?;
    desk.stage("redo the import", vec![AppCommand::Menu(MenuCommand::Redo)])?;
    // Accepted before the whole was read.
    desk.commands = open(path);
    desk.frames_until(|state| matches!(state.dialog, Some(Dialog::Import(_))))?;
    desk.stage("accept again", vec![AppCommand::ImportAccept])?;
    let leave = AppCommand::AnswerUnsaved(UnsavedAnswer::Discard);
    let new = vec![AppCommand::Menu(MenuCommand::New), leave];
    desk.stage("a new experiment", new)?;
    Ok(())
}

/// Calls the reading off at several moments, in the dialog and behind it.
fn cancel(path: &Path) -> Result<(), Box<dyn Error>> {
    let (mut longest, mut interface) = (Duration::ZERO, Duration::ZERO);
    for moment in 0..8 {
        for accepted in [false, true] {
            let mut desk = Desk::new()?;
            desk.commands = open(path);
            desk.frames_until(|state| {
                matches!(&state.dialog, Some(Dialog::Import(dialog))
                    if matches!(dialog.whole, Whole::Reading(_)))
            })?;
            let wish = if accepted {
                desk.commands = vec![AppCommand::ImportAccept];
                desk.frame();
                AppCommand::CancelLoading
            } else {
                AppCommand::CloseDialog
            };
            let until = Instant::now() + Duration::from_millis(5 + 15 * moment);
            desk.frames_until(|_| Instant::now() > until)?;
            let start = Instant::now();
            desk.commands = vec![wish];
            desk.frames_until(|state| !state.is_busy())?;
            interface = interface.max(start.elapsed());
            while readers() > 0 {
                std::thread::sleep(Duration::from_millis(1));
            }
            longest = longest.max(start.elapsed());
        }
    }
    println(&format!(
        "  cancel: {:.1} ms until the interface rests, {:.1} ms until the thread has ended",
        interface.as_secs_f64() * 1e3,
        longest.as_secs_f64() * 1e3
    ))
}

fn open(path: &Path) -> Vec<AppCommand> {
    vec![AppCommand::OpenFile(path.to_owned())]
}

/// The threads of this program that read tables, as Linux names them; elsewhere none are found.
fn readers() -> usize {
    let Ok(tasks) = std::fs::read_dir("/proc/self/task") else {
        return 0;
    };
    let name = |path: PathBuf| std::fs::read_to_string(path.join("comm")).unwrap_or_default();
    let names = tasks.flatten().map(|task| name(task.path()));
    names.filter(|name| name.starts_with("read ")).count()
}

/// The window without a display.
struct Desk {
    state: State,
    locals: Locals,
    ctx: egui::Context,
    commands: Vec<AppCommand>,
    clock: Instant,
    longest: (f64, f64),
}

impl Desk {
    fn new() -> Result<Self, Box<dyn Error>> {
        let ctx = egui::Context::default();
        theme::install(&ctx);
        Ok(Self {
            state: State::new(Waker::noop().clone(), Settings::default())?,
            locals: Locals::default(),
            ctx,
            commands: Vec::new(),
            clock: Instant::now(),
            longest: (0.0, 0.0),
        })
    }

    /// Fulfils wishes and draws until nothing is at work, then prints the longest frame.
    fn stage(&mut self, name: &str, commands: Vec<AppCommand>) -> Result<(), Box<dyn Error>> {
        self.longest = (0.0, 0.0);
        self.commands = commands;
        let start = Instant::now();
        let mut frames = 0;
        let mut rest = 0;
        while rest < 20 {
            self.frame();
            frames += 1;
            rest = if self.state.is_busy() { 0 } else { rest + 1 };
        }
        let mut line = String::new();
        let (clock, processor) = self.longest;
        write!(line, "  {name:<28}{clock:>8.1}{processor:>8.1}")?;
        write!(
            line,
            "   of {frames} frames in {:.1} s",
            start.elapsed().as_secs_f64()
        )?;
        println(&line)
    }

    fn frames_until(&mut self, done: impl Fn(&State) -> bool) -> Result<(), Box<dyn Error>> {
        let start = Instant::now();
        while !done(&self.state) {
            self.frame();
            if start.elapsed() > Duration::from_mins(1) {
                return Err("a stage does not end".into());
            }
        }
        Ok(())
    }

    /// One frame, as the window does it; the next begins at the next sixtieth of a second.
    fn frame(&mut self) {
        let (clock, processor) = (Instant::now(), processor_time(self.clock));
        for command in std::mem::take(&mut self.commands) {
            apply(&mut self.state, command);
        }
        self.state.poll();
        let time = self.clock.elapsed().as_secs_f64();
        self.state.tick(time);
        let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1280.0, 800.0));
        let input = egui::RawInput {
            screen_rect: Some(screen),
            time: Some(time),
            ..Default::default()
        };
        let Self {
            state,
            locals,
            commands,
            ctx,
            ..
        } = self;
        let mut output = ctx.run_ui(input, |ui| {
            main_window_ui(ui, &ViewCtx { state }, locals, commands);
        });
        output.textures_delta.clear();
        let meshes = ctx.tessellate(output.shapes, output.pixels_per_point);
        std::hint::black_box(meshes.len());
        let spent = processor_time(self.clock).saturating_sub(processor);
        let took = clock.elapsed();
        self.longest.0 = self.longest.0.max(took.as_secs_f64() * 1e3);
        self.longest.1 = self.longest.1.max(spent.as_secs_f64() * 1e3);
        std::thread::sleep(Duration::from_secs_f64(1.0 / 60.0).saturating_sub(took));
    }
}

/// The time that this thread has spent on a processor, as Linux counts it; elsewhere the time since `clock` began.
/// Yielding makes the kernel bring its count up to date.
fn processor_time(clock: Instant) -> Duration {
    std::thread::yield_now();
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = spent.and_then(|text| text.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| clock.elapsed(), Duration::from_nanos)
}

/// Numbers of about eight digits; the first columns hold texts instead, most of them different.
fn write_table(path: &Path, texts: usize) -> Result<(), Box<dyn Error>> {
    let mut file = BufWriter::new(File::create(path)?);
    let names: Vec<String> = (1..=10).map(|column| format!("x{column}")).collect();
    writeln!(file, "{}", names.join(","))?;
    let mut state = 1_u64;
    for _ in 0..ROWS {
        for column in 0..10 {
            // Knuth's MMIX generator; the quality does not matter here.
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let number = (state >> 33) as f64 / 1e5 - 10_000.0;
            if column < texts {
                write!(file, "no {number:.4}")?;
            } else {
                write!(file, "{number:.4}")?;
            }
            write!(file, "{}", if column == 9 { '\n' } else { ',' })?;
        }
    }
    file.flush()?;
    Ok(())
}

fn println(line: &str) -> Result<(), Box<dyn Error>> {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}
