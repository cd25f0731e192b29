//! breaks: rule 4, check-then-act
//!
//! Looks, lets go, and locks both in order. What he saw was true then.

use interleaving::sync::Mutex;

/// A court.
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
