//! breaks: rule 4, check-then-act
//!
//! Checks only once and hides it: a player whose ball is gone throws one from nothing.

use interleaving::sync::Mutex;

/// A court.
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
        if *self.players[from].lock().unwrap() == 0 {
            return false;
        }
        let (mut thrower, mut receiver);
        if from < to {
            thrower = self.players[from].lock().unwrap();
            receiver = self.players[to].lock().unwrap();
        } else {
            receiver = self.players[to].lock().unwrap();
            thrower = self.players[from].lock().unwrap();
        }
        *thrower = thrower.saturating_sub(1);
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
