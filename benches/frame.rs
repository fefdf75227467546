//! The processor time of a frame with long curves: layout, plots and tessellation, without a window and without a GPU.
//!
//! The error plot shows two curves of 10⁶ recorded epochs, the weight plot 64 traced weights of 64,536 recorded epochs.
//! The table's window shows 1,000,000 rows of 10 columns, standing still and jumping to another place in every frame.
//! Prints the median and the 99th percentile in milliseconds over 300 frames of 1280 × 800 points. The goal is a median of
//! at most 8 ms. Run with `cargo bench --bench frame`. The first scene also pays for memory that the allocator still gives back
//! to the system after each frame.

use std::error::Error;
use std::io::Write as _;
use std::task::Waker;
use std::time::Duration;
use std::time::Instant;

use deltascope::data::CsvOptions;
use deltascope::data::DataSource;
use deltascope::data::DataSpec;
use deltascope::data::Part;
use deltascope::experiment::Experiment;
use deltascope::train::History;
use deltascope::train::SeriesTable;
use deltascope::train::history::Curve;
use deltascope::views::ViewCtx;
use deltascope::views::dataset::DatasetLocal;
use deltascope::views::dataset::table_window_ui;
use deltascope::views::error_plot::ErrorPlotLocal;
use deltascope::views::error_plot::error_plot_ui;
use deltascope::views::theme;
use deltascope::views::weight_plot::WeightPlotLocal;
use deltascope::views::weight_plot::weight_plot_ui;
use deltascope::workbench::AppCommand;
use deltascope::workbench::RowFilter;
use deltascope::workbench::Settings;
use deltascope::workbench::Sort;
use deltascope::workbench::State;
use deltascope::workbench::TableCommand;
use deltascope::workbench::apply::apply;

const EPOCHS: u64 = 1_000_000;
const TRACED: usize = 64;
const TRACE_ROWS: u64 = 64_536;
const FRAMES: usize = 300;

/// What happens between frames.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scene {
    /// Nothing.
    Still,
    /// One more epoch is recorded.
    Training,
    /// One more epoch is recorded, and the pointer moves over the error plot.
    Hovering,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "milliseconds a frame      median   99 %")?;
    for scene in [Scene::Still, Scene::Training, Scene::Hovering] {
        let mut times = measure(scene)?;
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        let name = format!("{scene:?}").to_lowercase();
        writeln!(out, "{name:<24}{:>8.2}{:>8.2}", at(0.5), at(0.99))?;
    }
    let state = table_state()?;
    for (name, step) in [("table", 0.0), ("table scrolling", 37.3)] {
        let mut times = measure_table(&state, step);
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        writeln!(out, "{name:<24}{:>8.2}{:>8.2}", at(0.5), at(0.99))?;
    }
    Ok(())
}

/// The times of the frames of a scene, in milliseconds.
fn measure(scene: Scene) -> Result<Vec<f64>, Box<dyn Error>> {
    let mut state = State::new(Waker::noop().clone(), Settings::default())?;
    let mut noise = Noise(1);
    state.session.history = history(&mut noise);
    state.view.traced_weights = (0..TRACED).collect();
    let mut locals = (ErrorPlotLocal::default(), WeightPlotLocal::default());
    let ctx = egui::Context::default();
    theme::install(&ctx);
    let clock = Instant::now();
    let mut times = Vec::with_capacity(FRAMES);
    for frame in 0..FRAMES + 20 {
        if scene != Scene::Still {
            grow(&mut state.session.history, &mut noise);
        }
        let start = processor_time(clock);
        let vertices = draw(&ctx, &state, &mut locals, (scene, frame));
        let time = processor_time(clock).saturating_sub(start).as_secs_f64() * 1e3;
        assert!(vertices > 10_000, "the curves are drawn");
        // The first frames lay out text and read the curves.
        if frame >= 20 {
            times.push(time);
        }
    }
    Ok(times)
}

/// A state with a table of 1,000,000 rows, sorted by its first column and shown in its window.
fn table_state() -> Result<State, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("long.csv");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path)?);
    let mut noise = Noise(2);
    writeln!(file, "a,b,c,d,e,f,g,h,i,y")?;
    for _ in 0..1_000_000 {
        for _ in 0..9 {
            write!(file, "{:.3},", noise.next())?;
        }
        writeln!(file, "{:.3}", noise.next())?;
    }
    drop(file);
    let mut experiment = Experiment::new_default();
    experiment.data = DataSpec::new(DataSource::File {
        path,
        more: Vec::new(),
        options: CsvOptions::default(),
    });
    let mut state = State::for_experiment(Waker::noop().clone(), experiment)?;
    wait(&mut state);
    apply(
        &mut state,
        AppCommand::Table(TableCommand::Show(RowFilter::All)),
    );
    let sort = Sort {
        column: 0,
        descending: false,
    };
    wait(&mut state);
    apply(
        &mut state,
        AppCommand::Table(TableCommand::Sort(Some(sort))),
    );
    wait(&mut state);
    Ok(state)
}

/// Waits for the other threads.
fn wait(state: &mut State) {
    state.poll();
    while state.is_busy() {
        std::thread::sleep(Duration::from_millis(5));
        state.poll();
    }
}

/// The times of the frames of the table's window, in milliseconds, `step` rows apart.
fn measure_table(state: &State, step: f64) -> Vec<f64> {
    let ctx = egui::Context::default();
    theme::install(&ctx);
    let clock = Instant::now();
    let mut local = DatasetLocal::default();
    let mut times = Vec::with_capacity(FRAMES);
    for frame in 0..FRAMES + 20 {
        local.table_window.top = frame as f64 * step * 61.0;
        let start = processor_time(clock);
        let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1280.0, 800.0));
        let input = egui::RawInput {
            screen_rect: Some(screen),
            time: Some(frame as f64 / 60.0),
            ..Default::default()
        };
        let mut commands = Vec::new();
        let mut output = ctx.run_ui(input, |ui| {
            let view = ViewCtx { state };
            let DatasetLocal {
                roles,
                table_window,
                ..
            } = &mut local;
            table_window_ui(ui, &view, roles, table_window, &mut commands);
        });
        output.textures_delta.clear();
        let meshes = ctx.tessellate(output.shapes, output.pixels_per_point);
        std::hint::black_box(meshes.len());
        let time = processor_time(clock).saturating_sub(start).as_secs_f64() * 1e3;
        if frame >= 20 {
            times.push(time);
        }
    }
    times
}

/// The time that this thread has spent on a processor, as Linux counts it; elsewhere the time since `clock` began.
/// Yielding makes the kernel bring its count up to date.
fn processor_time(clock: Instant) -> Duration {
    std::thread::yield_now();
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = spent.and_then(|text| text.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| clock.elapsed(), Duration::from_nanos)
}

/// Draws one frame and returns its number of vertices.
fn draw(
    ctx: &egui::Context,
    state: &State,
    (error, weights): &mut (ErrorPlotLocal, WeightPlotLocal),
    (scene, frame): (Scene, usize),
) -> usize {
    let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1280.0, 800.0));
    let mut input = egui::RawInput {
        screen_rect: Some(screen),
        time: Some(frame as f64 / 60.0),
        ..Default::default()
    };
    if scene == Scene::Hovering {
        let pointer = egui::pos2(100.0 + (frame * 3 % 1000) as f32, 200.0);
        input.events.push(egui::Event::PointerMoved(pointer));
    }
    let mut commands = Vec::new();
    let mut output = ctx.run_ui(input, |ui| {
        let view = ViewCtx { state };
        let half = egui::vec2(ui.available_width(), 400.0);
        ui.allocate_ui(half, |ui| error_plot_ui(ui, &view, error, &mut commands));
        weight_plot_ui(ui, &view, weights, &mut commands);
    });
    output.textures_delta.clear();
    let meshes = ctx.tessellate(output.shapes, output.pixels_per_point);
    meshes
        .iter()
        .map(|mesh| match &mesh.primitive {
            egui::epaint::Primitive::Mesh(mesh) => mesh.vertices.len(),
            egui::epaint::Primitive::Callback(_) => 0,
        })
        .sum()
}

fn history(noise: &mut Noise) -> History {
    let mut history = History {
        curves: vec![Curve::Loss(Part::Train), Curve::Loss(Part::Validation)],
        table: SeriesTable::new(2, 2 * EPOCHS as usize),
        traced_weights: (0..TRACED).collect(),
        traces: SeriesTable::new(TRACED, 65_536),
        ..History::default()
    };
    for _ in 0..EPOCHS {
        push_losses(&mut history, noise);
    }
    for _ in 0..TRACE_ROWS {
        push_weights(&mut history, noise);
    }
    history
}

fn grow(history: &mut History, noise: &mut Noise) {
    push_losses(history, noise);
    push_weights(history, noise);
}

/// Losses that fall like 1/t and are as noisy as those of small batches.
fn push_losses(history: &mut History, noise: &mut Noise) {
    let epoch = history.table.len() as u64;
    let loss = 1.0 / (1.0 + epoch as f64 / 1e4);
    let losses = [
        loss * (1.0 + 0.3 * noise.next()),
        loss * (1.2 + 0.3 * noise.next()),
    ];
    history.table.push(epoch, &losses);
}

/// Weights that jitter around curves: the worst for thinning out.
fn push_weights(history: &mut History, noise: &mut Noise) {
    let epoch = history.traces.len() as u64;
    let time = epoch as f64 / TRACE_ROWS as f64;
    let weights: Vec<f64> = (0..TRACED)
        .map(|weight| (weight as f64 + 5.0 * time).sin() + 0.1 * noise.next())
        .collect();
    history.traces.push(epoch, &weights);
}

/// Uniform numbers in `[−1, 1)` by a linear congruential generator (Knuth, MMIX).
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }
}
