//! A ball game: players stand around a court and throw balls to each other. This is the reference.
//!
//! A throw has two steps: a check with a single lock, and the throw with both locks, taken in index order.
//! Everything may change between them, so the second step checks again.

use interleaving::sync::Mutex;

/// A court. The signatures are fixed, the fields are yours.
pub struct Court {
    /// How many balls each player has in hand.
    players: Vec<Mutex<u32>>,
}

impl Court {
    /// A court where each player starts with this many balls; a player's number is the index.
    pub fn new(balls: &[u32]) -> Self {
        Self { players: balls.iter().map(|&balls| Mutex::new(balls)).collect() }
    }

    /// Throws a ball from one player to another and returns `true`. If `from` has none, returns `false` at
    /// once, even while `to` is busy with a third player. `from` and `to` differ.
    ///
    /// `flying` is called once while the ball is in the air, and never without a ball. Until it returns, no
    /// other call can see or change what the two have in hand. It may take as long as it likes and may wait
    /// for other players.
    pub fn throw(&self, from: usize, to: usize, flying: impl FnOnce()) -> bool {
        // A player checks his own hands first: most of the time they are empty. The guard lives for this line
        // only, so the thread does not hold it while it waits for the receiver.
        if *self.players[from].lock().unwrap() == 0 {
            return false;
        }
        // The smaller index first, as in `count`. A thread that waits holds no lock with a greater index.
        let (mut thrower, mut receiver);
        if from < to {
            thrower = self.players[from].lock().unwrap();
            receiver = self.players[to].lock().unwrap();
        } else {
            receiver = self.players[to].lock().unwrap();
            thrower = self.players[from].lock().unwrap();
        }
        // Another thread may have thrown the ball in between.
        if *thrower == 0 {
            return false;
        }
        *thrower -= 1;
        flying();
        *receiver += 1;
        true
    }

    /// The referee: counts what all players have in hand at one moment.
    pub fn count(&self) -> Vec<u32> {
        let players: Vec<_> = self.players.iter().map(|player| player.lock().unwrap()).collect();
        players.iter().map(|balls| **balls).collect()
    }
}

// Another way: hold the thrower's lock and `try_lock` the receiver; if that fails, release, yield, start over.
// No order is needed, because no thread ever waits while it holds a lock.
