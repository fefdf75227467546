//! The bridge from other threads to the window: the only place that knows both a waker and egui's context.

use std::sync::Arc;
use std::task::Wake;
use std::task::Waker;

use egui::Context;

struct ContextWaker(Context);

impl Wake for ContextWaker {
    fn wake(self: Arc<Self>) {
        self.0.request_repaint();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.request_repaint();
    }
}

/// A waker that has the window look at what is new.
pub fn waker_of(ctx: &Context) -> Waker {
    Arc::new(ContextWaker(ctx.clone())).into()
}
