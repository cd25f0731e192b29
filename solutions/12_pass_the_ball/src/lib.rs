//! A ball game: players stand around a court and throw balls to each other. This is the reference.
//!
//! A throw is two visits: one to look, with a single lock, and one to throw, with both locks in the order of
//! the indices. Between them everything may have changed, so the second visit looks again.

use interleaving::sync::Mutex;

/// A court. The signatures are fixed, the fields are yours.
pub struct Court {
    /// The balls that each player has in hand.
    players: Vec<Mutex<u32>>,
}

impl Court {
    /// A court with so many balls in each player's hand; players are called by their index.
    pub fn new(balls: &[u32]) -> Self {
        Self { players: balls.iter().map(|&balls| Mutex::new(balls)).collect() }
    }

    /// Throws a ball from one player to another: `true`. If `from` has none, `false` at once, even while
    /// `to` is busy with a third player. The two differ.
    ///
    /// `flying` is called once while the ball is in the air, and not without a ball. Until it returns no
    /// other call can see or change what the two have in hand. It may take as long as it likes and may wait
    /// for other players.
    pub fn throw(&self, from: usize, to: usize, flying: impl FnOnce()) -> bool {
        // A player looks into his own hands first: most of the time there is nothing to do. The guard lives
        // for this line only, so nobody waits for the receiver while he is held.
        if *self.players[from].lock().unwrap() == 0 {
            return false;
        }
        // The smaller index first, as the referee does. Who waits holds nobody with a greater index.
        let (mut thrower, mut receiver);
        if from < to {
            thrower = self.players[from].lock().unwrap();
            receiver = self.players[to].lock().unwrap();
        } else {
            receiver = self.players[to].lock().unwrap();
            thrower = self.players[from].lock().unwrap();
        }
        // Somebody may have thrown the ball for him in between.
        if *thrower == 0 {
            return false;
        }
        *thrower -= 1;
        flying();
        *receiver += 1;
        true
    }

    /// The referee: what all players have in hand, at one moment.
    pub fn count(&self) -> Vec<u32> {
        let players: Vec<_> = self.players.iter().map(|player| player.lock().unwrap()).collect();
        players.iter().map(|balls| **balls).collect()
    }
}

// Another way: keep the own lock and only try for the receiver's; if he is busy let go, yield and start over.
// No order is needed, because nobody ever waits while he holds a lock.
