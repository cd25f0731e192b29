//! Work spread over threads, with results in the order of the items.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The default number of threads.
pub(crate) fn default_jobs() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Runs `work` on every item, on up to `jobs` threads. The result does not depend on `jobs`.
///
/// # Panics
/// When `work` panics; the other items are finished first.
pub(crate) fn in_order<T: Sync, R: Send + Sync>(
    items: &[T],
    jobs: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let results: Vec<OnceLock<R>> = items.iter().map(|_| OnceLock::new()).collect();
    thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, items.len().max(1)) {
            // Relaxed: the counter hands out numbers; joining the scope makes the results visible.
            scope.spawn(|| {
                while let Some(at) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&at| at < items.len())
                {
                    let _ = results[at].set(work(&items[at]));
                }
            });
        }
    });
    results.into_iter().map(|result| result.into_inner().expect("every number was handed out once")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<u32> = (0..100).collect();
        for jobs in [0, 1, 3, 200] {
            assert_eq!(
                in_order(&items, jobs, |item| item * 2),
                items.iter().map(|item| item * 2).collect::<Vec<_>>()
            );
        }
        assert!(in_order(&[] as &[u32], 4, |item| *item).is_empty());
    }
}
