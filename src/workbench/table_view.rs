//! The table's window: its order, its filter, and what is looked for. Sorting and searching a large table happen on
//! another thread.

use std::sync::Arc;

use super::jobs::Job;
use super::jobs::Progress;
use super::listing::Listing;
use super::listing::ListingKey;
use super::listing::RowFilter;
use super::listing::Sort;
use super::notice::Notice;
use super::state::Check;
use super::state::State;
use crate::data::Dataset;
use crate::data::Needle;
use crate::data::Search;
use crate::data::Table;

/// A table with more rows than this is sorted and searched on another thread.
const ROWS_AT_ONCE: usize = 5_000;

/// A search looks after so many rows whether it is still wanted.
const STRETCH: usize = 65_536;

/// What is looked for in the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Find {
    /// What was typed, see [`Needle::parse`].
    pub text: String,
    /// The only column to look in.
    pub column: Option<usize>,
}

/// A wish of the table's window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableCommand {
    /// Open the window, listing these rows.
    Show(RowFilter),
    /// Close the window.
    Hide,
    /// Sort by a column, or go back to the order of the table.
    Sort(Option<Sort>),
    /// List these rows only.
    Filter(RowFilter),
    /// Look for something.
    Find(Find),
}

/// The rows that were found.
#[derive(Debug)]
pub struct Found {
    find: Find,
    listing: Arc<Listing>,
    /// Their places in the listing, ascending.
    places: Vec<u32>,
}

/// A search on another thread.
#[derive(Debug)]
pub struct FindJob {
    find: Find,
    listing: Arc<Listing>,
    job: Job<Found>,
}

impl Found {
    /// The places in the listing, ascending.
    pub fn places(&self) -> &[u32] {
        &self.places
    }
}

/// The state of the table's window.
#[derive(Debug, Default)]
pub struct TableView {
    /// Whether it is shown.
    pub open: bool,
    /// The order.
    pub sort: Option<Sort>,
    /// The choice of rows.
    pub filter: RowFilter,
    /// What is looked for.
    pub find: Find,
    listing: Option<Arc<Listing>>,
    found: Option<Arc<Found>>,
}

impl TableView {
    /// The rows in order; those of before while another order is worked out.
    pub fn listing(&self) -> Option<&Arc<Listing>> {
        self.listing.as_ref()
    }

    /// The rows that were found, once the search for what is wanted now has ended.
    pub fn found(&self) -> Option<&Arc<Found>> {
        let listing = self.listing.as_ref()?;
        self.found
            .as_ref()
            .filter(|found| found.find == self.find && Arc::ptr_eq(&found.listing, listing))
    }

    /// Fits a table: what it does not have is neither sorted by nor looked into.
    fn fit(&mut self, table: &Arc<Table>) {
        let known = self.listing.as_ref().map(|listing| &listing.key().table);
        if known.is_some_and(|known| Arc::ptr_eq(known, table)) {
            return;
        }
        self.listing = None;
        self.found = None;
        let columns = table.columns.len();
        self.sort = self.sort.filter(|sort| sort.column < columns);
        self.find.column = self.find.column.filter(|&column| column < columns);
    }
}

impl State {
    /// Whether rows are being sorted or searched.
    pub fn is_listing(&self) -> bool {
        self.jobs.listing.is_some() || self.jobs.find.is_some()
    }

    /// The row of the table that the views show.
    pub fn selected_row(&self) -> Option<usize> {
        let rows = &self.sampled()?.rows;
        rows.get(self.view.selected_sample).copied()
    }

    /// The data whose samples the views show: that of the run, else that of the document.
    fn sampled(&self) -> Option<&Arc<Dataset>> {
        let of_document = match &self.check {
            Check::Ready(plan) => Some(plan.dataset()),
            Check::NoTable | Check::Working | Check::Problems(_) => None,
        };
        self.session.dataset.as_ref().or(of_document)
    }

    /// Shows the sample of a row in all views. A row that takes no part has none.
    pub(super) fn select_row(&mut self, row: usize) {
        let rows = self.sampled().map(|dataset| &dataset.rows);
        if let Some(sample) = rows.and_then(|rows| rows.iter().position(|&other| other == row)) {
            self.select_sample(sample);
        }
    }

    /// Fulfils a wish of the table's window.
    pub(super) fn table_command(&mut self, command: TableCommand) {
        let view = &mut self.table_view;
        match command {
            TableCommand::Show(filter) => {
                view.open = true;
                view.filter = filter;
            }
            TableCommand::Hide => view.open = false,
            TableCommand::Sort(sort) => view.sort = sort,
            TableCommand::Filter(filter) => view.filter = filter,
            TableCommand::Find(find) => view.find = find,
        }
        self.follow_table_view();
    }

    /// Sees to it that the listing and the search are those that are wanted.
    pub(super) fn follow_table_view(&mut self) {
        let Some(table) = self.table().cloned().filter(|_| self.table_view.open) else {
            if self.table().is_none() {
                self.table_view.listing = None;
            }
            self.jobs.listing = None;
            self.jobs.find = None;
            return;
        };
        self.table_view.fit(&table);
        let key = self.wanted_listing(table);
        let present = self.table_view.listing.as_ref();
        if present.is_none_or(|listing| !listing.key().same(&key)) && self.jobs.listing.is_none() {
            self.list(key);
        }
        self.follow_find();
    }

    fn wanted_listing(&self, table: Arc<Table>) -> ListingKey {
        let TableView {
            sort,
            filter,
            listing,
            ..
        } = &self.table_view;
        let dataset = match &self.check {
            Check::Ready(plan) => Some(Arc::clone(plan.dataset())),
            // The parts of before stay until the new ones are known.
            Check::Working => listing
                .as_ref()
                .and_then(|listing| listing.key().dataset.clone()),
            Check::NoTable | Check::Problems(_) => None,
        };
        ListingKey {
            table,
            dataset,
            excluded: self.document.experiment.data.excluded.clone(),
            sort: *sort,
            filter: *filter,
        }
    }

    fn list(&mut self, key: ListingKey) {
        if key.table.rows() <= ROWS_AT_ONCE {
            self.table_view.listing = Some(Arc::new(Listing::new(key)));
            return;
        }
        match Job::start("list rows", &self.waker, move |_| Listing::new(key)) {
            Ok(job) => self.jobs.listing = Some(job),
            Err(error) => self.notify(Notice::no_thread(&error)),
        }
    }

    /// Takes in a listing from another thread.
    pub(super) fn listing_done(&mut self, result: Result<Listing, String>) {
        match result {
            Ok(listing) => self.table_view.listing = Some(Arc::new(listing)),
            Err(panic) => {
                self.table_view.sort = None;
                self.notify(Notice::error(format!(
                    "The rows could not be sorted: {panic}. They are listed as in the file"
                )));
            }
        }
    }

    fn follow_find(&mut self) {
        let TableView {
            find,
            listing: Some(listing),
            found,
            ..
        } = &self.table_view
        else {
            return;
        };
        let Some(needle) = Needle::parse(&find.text) else {
            self.jobs.find = None;
            self.table_view.found = None;
            return;
        };
        let same = |found: &Found| found.find == *find && Arc::ptr_eq(&found.listing, listing);
        if found.as_ref().is_some_and(|found| same(found)) {
            return;
        }
        let (find, listing) = (find.clone(), Arc::clone(listing));
        if listing.key().table.rows() <= ROWS_AT_ONCE {
            let places = search(&listing, &needle, find.column, None);
            self.keep_found(find, listing, places);
            return;
        }
        let under_way = self.jobs.find.as_ref();
        if under_way.is_some_and(|of| of.find == find && Arc::ptr_eq(&of.listing, &listing)) {
            return;
        }
        let wanted = (find.clone(), Arc::clone(&listing));
        let work = move |progress: &Progress| {
            let places = search(&listing, &needle, find.column, Some(progress));
            Found {
                find,
                listing,
                places,
            }
        };
        match Job::start("find rows", &self.waker, work) {
            Ok(job) => {
                let (find, listing) = wanted;
                self.jobs.find = Some(FindJob { find, listing, job });
            }
            Err(error) => self.notify(Notice::no_thread(&error)),
        }
    }

    fn keep_found(&mut self, find: Find, listing: Arc<Listing>, places: Vec<u32>) {
        self.table_view.found = Some(Arc::new(Found {
            find,
            listing,
            places,
        }));
    }

    /// Takes in the result of a search on another thread, if it has ended.
    pub(super) fn poll_find(&mut self) {
        let result = self.jobs.find.as_ref().and_then(|find| find.job.poll());
        let Some(result) = result else {
            return;
        };
        self.jobs.find = None;
        match result {
            Ok(found) => self.table_view.found = Some(Arc::new(found)),
            Err(panic) => {
                self.table_view.find = Find::default();
                self.notify(Notice::error(format!(
                    "The search broke off: {panic}. Look for something else"
                )));
            }
        }
    }
}

/// The places of the rows that have it; what was found so far if it was called off.
fn search(
    listing: &Listing,
    needle: &Needle,
    column: Option<usize>,
    progress: Option<&Progress>,
) -> Vec<u32> {
    let search = Search::new(&listing.key().table, needle, column);
    let mut places = Vec::new();
    for place in 0..listing.len() {
        if place % STRETCH == 0
            && progress.is_some_and(|progress| progress.report(place as u64).is_break())
        {
            break;
        }
        if listing.row(place).is_some_and(|row| search.has_row(row)) {
            places.push(place as u32);
        }
    }
    places
}
