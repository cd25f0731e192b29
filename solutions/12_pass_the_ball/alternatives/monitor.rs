//! design: one monitor that knows who is busy; no lock is held while a ball flies

use interleaving::sync::{Condvar, Mutex};

/// A court.
pub struct Court {
    game: Mutex<Game>,
    changed: Condvar,
}

struct Game {
    balls: Vec<u32>,
    /// Which players are throwing or receiving.
    busy: Vec<bool>,
}

impl Court {
    /// A court where each player starts with this many balls; a player's number is the index.
    pub fn new(balls: &[u32]) -> Self {
        let game = Game { balls: balls.to_vec(), busy: vec![false; balls.len()] };
        Self { game: Mutex::new(game), changed: Condvar::new() }
    }

    /// Throws a ball from one player to another and returns `true`. If `from` has none, returns `false` at
    /// once, even while `to` is busy with a third player. `from` and `to` differ.
    ///
    /// `flying` is called once while the ball is in the air, and never without a ball. Until it returns, no
    /// other call can see or change what the two have in hand. It may take as long as it likes and may wait
    /// for other players.
    pub fn throw(&self, from: usize, to: usize, flying: impl FnOnce()) -> bool {
        let mut game = self.game.lock().unwrap();
        // Check again after each wait: another thread may have thrown the ball.
        while game.balls[from] > 0 && (game.busy[from] || game.busy[to]) {
            game = self.changed.wait(game).unwrap();
        }
        if game.balls[from] == 0 {
            return false;
        }
        game.busy[from] = true;
        game.busy[to] = true;
        drop(game);
        flying();
        let mut game = self.game.lock().unwrap();
        game.balls[from] -= 1;
        game.balls[to] += 1;
        game.busy[from] = false;
        game.busy[to] = false;
        // Wake all: they wait for different players.
        self.changed.notify_all();
        true
    }

    /// The referee: counts what all players have in hand at one moment.
    pub fn count(&self) -> Vec<u32> {
        let game = self.game.lock().unwrap();
        let busy = |game: &mut Game| game.busy.contains(&true);
        self.changed.wait_while(game, busy).unwrap().balls.clone()
    }
}
