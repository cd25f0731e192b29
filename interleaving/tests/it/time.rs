//! The virtual clock.

use interleaving::sync::mpsc::channel;
use interleaving::thread;
use interleaving::time::{Duration, Instant};

use crate::{all, both, passes};

#[test]
fn a_sleep_advances_the_clock() {
    both(|| {
        let begin = Instant::now();
        thread::sleep(Duration::from_millis(3));
        assert!(begin.elapsed() >= Duration::from_millis(3));
        assert!(Instant::now() > begin && begin.duration_since(Instant::now()).is_zero());
        assert_eq!(begin + Duration::from_secs(1) - begin, Duration::from_secs(1));
    });
}

#[test]
fn only_sleeps_and_timeouts_advance_the_clock_of_a_check() {
    passes(all(), || {
        let begin = Instant::now();
        let sum: u64 = std::hint::black_box(0..10_000).sum();
        thread::yield_now();
        assert_eq!((sum, begin.elapsed()), (49_995_000, Duration::ZERO));
        let day = Duration::from_secs(86_400);
        thread::sleep(day);
        assert_eq!(begin.elapsed(), day);
        let (_sender, receiver) = channel::<()>();
        assert!(receiver.recv_timeout(day).is_err());
        assert_eq!(begin.elapsed(), day * 2);
        thread::park_timeout(day);
        assert_eq!(begin.elapsed(), day * 3);
    });
}

#[test]
fn two_sleeps_at_once_overlap() {
    passes(all(), || {
        let begin = Instant::now();
        let threads =
            [1, 2].map(|seconds| thread::spawn(move || thread::sleep(Duration::from_secs(seconds))));
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(begin.elapsed(), Duration::from_secs(2));
    });
}

#[test]
fn a_timeout_beyond_the_end_of_time_never_fires() {
    both(|| {
        let (sender, receiver) = channel();
        sender.send(1).unwrap();
        assert_eq!(receiver.recv_timeout(Duration::MAX), Ok(1));
        thread::current().unpark();
        thread::park_timeout(Duration::MAX);
        assert_eq!(Instant::now().checked_add(Duration::MAX), None);
    });
}
