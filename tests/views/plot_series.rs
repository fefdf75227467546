//! The reduction of long series to few points: what must survive it.

use deltascope::widgets::plot_series::Polyline;
use deltascope::widgets::plot_series::SeriesCache;
use deltascope::widgets::plot_series::nearest_row;
use deltascope::widgets::plot_series::visible_rows;
use deltascope::widgets::scale::Scale;

fn reduced(values: &[f64], scale: Scale, max_points: usize) -> Polyline {
    let epochs: Vec<f64> = (0..values.len()).map(|row| row as f64).collect();
    let mut cache = SeriesCache::default();
    cache.sync(1, scale, values);
    let mut line = Polyline::default();
    cache.reduce(&epochs, values, 0..values.len(), max_points, &mut line);
    line
}

fn wave(len: usize) -> Vec<f64> {
    (0..len).map(|row| (row as f64 * 0.37).sin()).collect()
}

#[test]
fn a_short_series_is_drawn_point_by_point() {
    let line = reduced(&[3.0, 1.0, 2.0], Scale::Linear, 100);
    let pieces: Vec<_> = line.pieces().collect();
    assert_eq!(pieces, [[[0.0, 3.0], [1.0, 1.0], [2.0, 2.0]]]);
}

#[test]
fn spikes_survive_and_the_points_stay_few() {
    for len in [1_000, 65_536, 100_003] {
        let mut values = wave(len);
        values[len / 3] = 50.0;
        values[len / 2] = -40.0;
        let line = reduced(&values, Scale::Linear, 400);
        assert!(line.len() <= 402, "{} points of {len}", line.len());
        let points: Vec<_> = line.pieces().flatten().copied().collect();
        assert!(points.contains(&[(len / 3) as f64, 50.0]), "upward spike");
        assert!(
            points.contains(&[(len / 2) as f64, -40.0]),
            "downward spike"
        );
    }
}

#[test]
fn both_ends_are_kept_and_epochs_rise() {
    for len in [37, 999, 65_537] {
        let values = wave(len);
        let points: Vec<_> = reduced(&values, Scale::Linear, 20)
            .pieces()
            .flatten()
            .copied()
            .collect();
        assert_eq!(points[0], [0.0, values[0]]);
        assert_eq!(
            points[points.len() - 1],
            [(len - 1) as f64, values[len - 1]]
        );
        assert!(points.windows(2).all(|pair| pair[0][0] < pair[1][0]));
    }
}

#[test]
fn values_that_are_not_finite_are_gaps() {
    for (len, gap) in [(10, 4..5), (10_000, 4_000..4_600)] {
        let mut values = wave(len);
        values[gap.clone()].fill(f64::NAN);
        values[gap.start] = f64::INFINITY;
        let line = reduced(&values, Scale::Linear, 200);
        assert!(line.pieces().count() >= 2, "{len} values");
        let bridged = line.pieces().any(|piece| {
            piece
                .windows(2)
                .any(|pair| pair[0][0] < gap.start as f64 && pair[1][0] >= gap.end as f64)
        });
        assert!(!bridged, "a line leads over the gap of {len} values");
        assert!(line.pieces().flatten().all(|point| point[1].is_finite()));
    }
}

#[test]
fn a_value_between_two_gaps_is_a_piece_of_its_own() {
    let line = reduced(&[f64::NAN, 1.0, f64::NAN, 2.0, 3.0], Scale::Linear, 100);
    let pieces: Vec<_> = line.pieces().map(<[_]>::len).collect();
    assert_eq!(pieces, [1, 2]);
}

#[test]
fn a_logarithmic_axis_hides_what_is_not_positive() {
    let mut values = vec![1.0; 5_000];
    values[2_500] = 0.0;
    values[3_000] = -1.0;
    values[100] = 1e-9;
    let epochs: Vec<f64> = (0..values.len()).map(|row| row as f64).collect();
    let mut cache = SeriesCache::default();
    cache.sync(1, Scale::Log, &values);
    assert_eq!(cache.extremes(), Some((1e-9, 1.0)));
    assert_eq!(cache.hidden(), 2);
    let mut line = Polyline::default();
    cache.reduce(&epochs, &values, 0..values.len(), 100, &mut line);
    assert!(line.pieces().count() >= 3);
    assert!(line.pieces().flatten().all(|point| point[1] > 0.0));
}

#[test]
fn growing_row_by_row_equals_reading_at_once() {
    let values = wave(3_000);
    let epochs: Vec<f64> = (0..values.len()).map(|row| row as f64).collect();
    let mut grown = SeriesCache::default();
    for len in 1..=values.len() {
        grown.sync(7, Scale::Linear, &values[..len]);
    }
    let mut whole = SeriesCache::default();
    whole.sync(7, Scale::Linear, &values);
    assert_eq!(grown.extremes(), whole.extremes());
    for (range, points) in [(0..3_000, 90), (512..2_931, 40), (7..1_999, 600)] {
        let (mut a, mut b) = (Polyline::default(), Polyline::default());
        grown.reduce(&epochs, &values, range.clone(), points, &mut a);
        whole.reduce(&epochs, &values, range, points, &mut b);
        assert_eq!(a, b);
    }
}

#[test]
fn a_replaced_series_is_read_again() {
    let mut cache = SeriesCache::default();
    cache.sync(1, Scale::Linear, &[1.0, 2.0, 3.0]);
    cache.sync(1, Scale::Linear, &[5.0, 6.0, 7.0, 8.0]);
    assert_eq!(cache.extremes(), Some((5.0, 8.0)));
    cache.sync(2, Scale::Linear, &[5.0, 6.0]);
    assert_eq!(cache.extremes(), Some((5.0, 6.0)));
}

#[test]
fn visible_rows_reach_one_row_beyond_the_view() {
    let epochs = [0.0, 10.0, 20.0, 30.0, 40.0];
    assert_eq!(visible_rows(&epochs, 12.0, 28.0), 1..4);
    assert_eq!(visible_rows(&epochs, -5.0, 500.0), 0..5);
    assert_eq!(visible_rows(&[], 0.0, 1.0), 0..0);
}

#[test]
fn the_nearest_row_is_found() {
    let epochs = [0.0, 10.0, 20.0];
    assert_eq!(nearest_row(&epochs, 14.0), Some(1));
    assert_eq!(nearest_row(&epochs, 16.0), Some(2));
    assert_eq!(nearest_row(&epochs, -3.0), Some(0));
    assert_eq!(nearest_row(&epochs, 99.0), Some(2));
    assert_eq!(nearest_row(&[], 1.0), None);
}
