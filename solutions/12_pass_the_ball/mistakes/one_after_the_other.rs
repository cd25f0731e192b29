//! breaks: rule 3, visible intermediate state
//!
//! Never holds two locks, so it cannot deadlock; but while the ball flies it is nowhere.

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
        {
            let mut thrower = self.players[from].lock().unwrap();
            if *thrower == 0 {
                return false;
            }
            *thrower -= 1;
        }
        flying();
        *self.players[to].lock().unwrap() += 1;
        true
    }

    /// The referee: counts what all players have in hand at one moment.
    pub fn count(&self) -> Vec<u32> {
        let players: Vec<_> = self.players.iter().map(|player| player.lock().unwrap()).collect();
        players.iter().map(|balls| **balls).collect()
    }
}
