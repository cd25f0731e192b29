//! Where in a folder the exercises are.

use super::Wanted;
use crate::collect::node::{Child, Kind, Node};
use crate::collect::take::Place;
use crate::course::Exercise;

/// Folders around a repository that hold nothing else.
const MAX_WRAPPINGS: usize = 8;

impl Wanted<'_> {
    pub(super) fn is_repository(&self, name: &str, node: &Node) -> bool {
        node.join("exercises").is_folder()
            || self.course.exercises.iter().any(|exercise| {
                node.join(&exercise.folder).is_folder()
                    || (name == exercise.folder && node.join("src").is_folder())
            })
            || (self.only().is_some() && node.join("src").kind().is_some())
    }

    /// The first folder inside that is a repository or holds more than one folder `may` be peeled off.
    pub(super) fn unwrapped(&self, name: &str, node: Node, may: impl Fn(&Child) -> bool) -> (String, Node) {
        let mut at = (name.to_owned(), node);
        for _ in 0..MAX_WRAPPINGS {
            if self.is_repository(&at.0, &at.1) {
                break;
            }
            let Ok(children) = at.1.visible() else { break };
            let [child] = children.as_slice() else { break };
            if child.kind != Kind::Folder || !may(child) {
                break;
            }
            at = (child.name.clone(), child.node.clone());
        }
        at
    }

    /// Where a repository called `name` keeps the exercise.
    pub(super) fn place(&self, name: &str, place: &Place, exercise: &Exercise) -> Option<Place> {
        let Place::Folder(node) = place else { return Some(place.clone()) };
        let usual = [node.join("exercises").join(&exercise.folder), node.join(&exercise.folder)];
        if let Some(place) = usual.into_iter().find(Node::is_folder) {
            return Some(Place::Folder(place));
        }
        if (self.only().is_some() || name == exercise.folder) && node.join("src").kind().is_some() {
            return Some(Place::Folder(node.clone()));
        }
        // One source file and no folder: it can only be the file that is asked for.
        let [_] = exercise.manifest.files.as_slice() else { return None };
        let children = node.visible().ok().filter(|_| self.only().is_some())?;
        let sources: Vec<_> = children.iter().filter(|child| child.name.ends_with(".rs")).collect();
        let [source] = sources.as_slice() else { return None };
        Some(Place::File(node.clone(), source.name.clone()))
    }
}
