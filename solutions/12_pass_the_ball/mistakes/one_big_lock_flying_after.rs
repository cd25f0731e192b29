//! breaks: rule 3, work outside the critical section
//!
//! One lock for the court, and the flight outside it so that balls can fly together.

use interleaving::sync::Mutex;

/// A court.
pub struct Court {
    balls: Mutex<Vec<u32>>,
}

impl Court {
    /// A court where each player starts with this many balls; a player's number is the index.
    pub fn new(balls: &[u32]) -> Self {
        Self { balls: Mutex::new(balls.to_vec()) }
    }

    /// Throws a ball from one player to another and returns `true`. If `from` has none, returns `false` at
    /// once, even while `to` is busy with a third player. `from` and `to` differ.
    ///
    /// `flying` is called once while the ball is in the air, and never without a ball. Until it returns, no
    /// other call can see or change what the two have in hand. It may take as long as it likes and may wait
    /// for other players.
    pub fn throw(&self, from: usize, to: usize, flying: impl FnOnce()) -> bool {
        {
            let mut balls = self.balls.lock().unwrap();
            if balls[from] == 0 {
                return false;
            }
            balls[from] -= 1;
            balls[to] += 1;
        }
        flying();
        true
    }

    /// The referee: counts what all players have in hand at one moment.
    pub fn count(&self) -> Vec<u32> {
        self.balls.lock().unwrap().clone()
    }
}
