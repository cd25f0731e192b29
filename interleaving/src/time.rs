//! [`std::time`]: a clock that a check controls.

pub use std::time::Duration;

use std::ops::{Add, AddAssign, Sub, SubAssign};

use crate::run::{self, Mode, world};

/// [`std::time::Instant`]: a moment of the system's clock outside a check, of a virtual clock inside.
///
/// Modelled: only sleeps and timeouts advance the virtual clock, each by its full duration. Moments of
/// the two clocks must not be compared.
///
/// ```
/// use interleaving::time::{Duration, Instant};
///
/// let begin = Instant::now();
/// interleaving::thread::sleep(Duration::from_millis(2));
/// assert!(begin.elapsed() >= Duration::from_millis(2));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Moment);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Moment {
    Real(std::time::Instant),
    /// A reading of the execution's clock.
    Virtual(Duration),
}

impl Instant {
    /// The present moment.
    #[must_use]
    pub fn now() -> Self {
        if run::mode() != Mode::Native {
            world::with(|world| world.clock_read = true);
        }
        Self::unseen()
    }

    /// The present moment, for the library itself: the program does not depend on it.
    pub(crate) fn unseen() -> Self {
        Self(match run::mode() {
            Mode::Native => match run::round::clock() {
                Some(reading) => Moment::Virtual(reading),
                None => Moment::Real(std::time::Instant::now()),
            },
            _ => Moment::Virtual(world::with(|world| world.now)),
        })
    }

    /// The time from this moment to the present; zero if this moment is in the future.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        Self::now().duration_since(*self)
    }

    /// The time from `earlier` to this moment; zero if it is later.
    #[must_use]
    pub fn duration_since(&self, earlier: Self) -> Duration {
        self.checked_duration_since(earlier).unwrap_or_default()
    }

    /// The time from `earlier` to this moment; `None` if it is later.
    #[must_use]
    pub fn checked_duration_since(&self, earlier: Self) -> Option<Duration> {
        match (self.0, earlier.0) {
            (Moment::Real(later), Moment::Real(earlier)) => later.checked_duration_since(earlier),
            (Moment::Virtual(later), Moment::Virtual(earlier)) => later.checked_sub(earlier),
            // Moments of two clocks cannot be compared.
            _ => None,
        }
    }

    /// The time from `earlier` to this moment; zero if it is later.
    #[must_use]
    pub fn saturating_duration_since(&self, earlier: Self) -> Duration {
        self.duration_since(earlier)
    }

    /// This moment plus `duration`; `None` if that cannot be represented.
    #[must_use]
    pub fn checked_add(&self, duration: Duration) -> Option<Self> {
        Some(Self(match self.0 {
            Moment::Real(moment) => Moment::Real(moment.checked_add(duration)?),
            Moment::Virtual(moment) => Moment::Virtual(moment.checked_add(duration)?),
        }))
    }

    /// This moment minus `duration`; `None` if that cannot be represented.
    #[must_use]
    pub fn checked_sub(&self, duration: Duration) -> Option<Self> {
        Some(Self(match self.0 {
            Moment::Real(moment) => Moment::Real(moment.checked_sub(duration)?),
            Moment::Virtual(moment) => Moment::Virtual(moment.checked_sub(duration)?),
        }))
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        self.checked_add(duration).expect("overflow when adding duration to instant")
    }
}

impl AddAssign<Duration> for Instant {
    fn add_assign(&mut self, duration: Duration) {
        *self = *self + duration;
    }
}

impl Sub<Duration> for Instant {
    type Output = Self;

    fn sub(self, duration: Duration) -> Self {
        self.checked_sub(duration).expect("overflow when subtracting duration from instant")
    }
}

impl SubAssign<Duration> for Instant {
    fn sub_assign(&mut self, duration: Duration) {
        *self = *self - duration;
    }
}

impl Sub for Instant {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        self.duration_since(earlier)
    }
}
