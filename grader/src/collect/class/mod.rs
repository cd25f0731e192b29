//! Finds the student of each folder or archive, and the places of the exercises in it.

mod places;
mod work;

use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};

use super::archive::{Caps, Fault, Format};
use super::node::{Child, Kind, Node};
use super::platform::{self, Name};
use super::submission::{Files, Submission, absent};
use super::take::take;
use crate::course::Course;
use crate::evidence::Finding;
use crate::system::text::printable;
use work::{Work, unusable};

/// The exercises to look for, and the instructor's path to look in.
pub(super) struct Wanted<'a> {
    pub(super) course: &'a Course,
    pub(super) selected: &'a [usize],
    pub(super) source: &'a Path,
    /// No other path was given. Only then is it a class where it looks like one.
    pub(super) alone: bool,
}

impl Wanted<'_> {
    /// The only selected exercise, if there is just one; a path need not name it.
    pub(super) fn only(&self) -> Option<usize> {
        <[usize; 1]>::try_from(self.selected).ok().map(|[index]| index)
    }

    /// The submissions in the instructor's folder, called `name`.
    pub(super) fn folder(&self, name: &str) -> Result<Vec<Submission>> {
        let root = Node::Disk(self.source.into());
        let is_repository = self.is_repository(name, &root);
        if is_repository || !self.alone {
            let one = self.submission(platform::name(name), |work| work.add_folder(self, name, &root));
            let inside = self.unwrapped(name, root, |_| true);
            let children = inside.1.visible().unwrap_or_default();
            return Ok(vec![self.one_of_several(one, !is_repository && self.is_class(&inside, &children))]);
        }
        let shown = self.source.display();
        let children = root.visible().map_err(|reason| anyhow!("`{shown}`: {reason}"))?;
        let submissions = self.class(&root, &children, &[]);
        if submissions.is_empty() {
            bail!(
                "no submission in `{shown}`\na submission holds `exercises/{}/…`, and a class folder holds a folder or an archive for each student",
                self.course.exercises[self.selected[0]].folder
            );
        }
        Ok(submissions)
    }

    /// The submissions in the instructor's archive, called `name`: one student's, or a class.
    pub(super) fn archive(&self, name: &str) -> Vec<Submission> {
        let stem = Format::stem(name).unwrap_or(name);
        let refuse = |reason: String| {
            let finding = unusable(name, &reason);
            let Name { id, aliases, .. } = platform::name(stem);
            vec![Submission { aliases, ..Submission::refused(id, self.source, self.selected, Some(finding)) }]
        };
        let path = self.source.canonicalize().unwrap_or_else(|_| self.source.into());
        let packed = match Node::Disk(path).open(name, Caps::CLASS) {
            Ok(packed) => packed,
            Err(reason) => return refuse(reason),
        };
        let root = Node::Packed(packed.clone(), String::new());
        let inside = self.unwrapped(stem, root, |child| !platform::name(&child.name).is_platforms);
        let children = inside.1.visible().unwrap_or_default();
        let is_class = self.is_class(&inside, &children);
        if !is_class || !self.alone {
            if packed.entries > Caps::SUBMISSION.entries {
                return refuse(format!("the archive has more than {} entries", Caps::SUBMISSION.entries));
            }
            let add = |work: &mut Work| work.add_packed(self, name, &packed);
            return vec![self.one_of_several(self.submission(platform::name(stem), add), is_class)];
        }
        let mut submissions = self.class(&inside.1, &children, &packed.faults);
        // A fault outside every student's folder must be reported too.
        let nobodys = packed
            .faults
            .iter()
            .find(|fault| children.iter().all(|child| !is_in(&fault.folder, &child.node)));
        submissions.extend(nobodys.map(|fault| fault.text.clone()).into_iter().flat_map(refuse));
        submissions
    }

    /// Names the remedy if one of several paths was meant as a class: it has nothing of its own.
    fn one_of_several(&self, mut submission: Submission, is_class: bool) -> Submission {
        let has_work = submission.exercises.iter().any(|(_, files)| files.bad.is_empty());
        if is_class && !self.alone && !has_work {
            let text = "it holds several submissions, and counts as one because other paths are given too";
            let file = printable(self.source.as_os_str().as_encoded_bytes(), 400);
            eprintln!("`{file}`: {text}\ngive a class as the only path");
            let instead = Some("give a class as the only path".to_owned());
            submission.refused = Some(Finding { file, line: 0, text: text.into(), instead });
        }
        submission
    }

    fn is_class(&self, (name, node): &(String, Node), children: &[Child]) -> bool {
        let has_work = |child: &Child| match child.kind {
            Kind::Archive => children.len() > 1 || platform::name(stem(child)).is_platforms,
            Kind::Folder => {
                let inside = self.unwrapped(&child.name, child.node.clone(), |_| true);
                let archived = |inside: &Child| inside.kind == Kind::Archive;
                platform::name(&child.name).is_platforms
                    || self.is_repository(&inside.0, &inside.1)
                    || inside.1.visible().is_ok_and(|children| children.iter().any(archived))
            }
            _ => platform::name(stem(child)).is_platforms,
        };
        !self.is_repository(name, node) && children.iter().any(has_work)
    }

    /// A submission for each folder, archive and source file among `children`; those that a platform
    /// exported for one student are merged.
    fn class(&self, node: &Node, children: &[Child], faults: &[Fault]) -> Vec<Submission> {
        let mut students: Vec<(Name, Vec<&Child>)> = Vec::new();
        for child in children {
            let name = platform::name(stem(child));
            // Lists and notes of the platform and the instructor lie beside the students' work.
            let is_work = child.kind != Kind::File || child.name.ends_with(".rs") || name.is_platforms;
            match students.iter_mut().find(|(other, _)| name.is_platforms && *other == name) {
                _ if !is_work => {}
                Some((_, parts)) => parts.push(child),
                None => students.push((name, vec![child])),
            }
        }
        let submission = |(name, parts): (Name, Vec<&Child>)| {
            let source = self.path_of(parts[0]);
            let submission = self.submission(name, |work| {
                for part in parts {
                    let fault = faults.iter().find(|fault| is_in(&fault.folder, &part.node));
                    match fault {
                        Some(fault) => work.refuse(&part.name, &fault.text),
                        None => work.add(self, node, part),
                    }
                }
            });
            Submission { source, ..submission }
        };
        students.into_iter().map(submission).collect()
    }

    /// The path of an entry of the class.
    fn path_of(&self, entry: &Child) -> PathBuf {
        match &entry.node {
            Node::Disk(path) => path.clone(),
            Node::Packed(_, inside) => self.source.join(inside),
        }
    }

    fn submission(&self, name: Name, add: impl FnOnce(&mut Work)) -> Submission {
        let mut work = Work::default();
        add(&mut work);
        let mut submission = Submission::refused(name.id, self.source, &[], None);
        submission.aliases = name.aliases;
        for index in self.selected.iter().copied() {
            let exercise = &self.course.exercises[index];
            let places: Vec<_> = work
                .places
                .iter()
                .filter_map(|(name, place)| Some((name, self.place(name, place, exercise)?)))
                .collect();
            match places.as_slice() {
                [] => submission.not_handed_in.push(index),
                [(_, place)] => submission.exercises.push((index, take(place, exercise))),
                [(first, _), (second, _), ..] => {
                    let text = format!("it is handed in twice, in `{first}` and in `{second}`");
                    let bad = vec![absent(exercise.manifest.root(), text)];
                    submission.exercises.push((index, Files { bad, ..Files::default() }));
                }
            }
        }
        if !submission.not_handed_in.is_empty() {
            let root = self.course.exercises[submission.not_handed_in[0]].manifest.root();
            let empty = || (!work.has_something).then(|| absent(root, "the submission is empty"));
            submission.refused = work.refused.first().cloned().or_else(empty);
        }
        submission
    }
}

/// The name of a child without the ending that shows its type.
fn stem(child: &Child) -> &str {
    let end = || child.name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty());
    match child.kind {
        Kind::Folder => &child.name,
        _ => Format::stem(&child.name).or_else(|| Some(end()?.0)).unwrap_or(&child.name),
    }
}

/// Returns whether `folder`, in an archive, is `node` or below it.
fn is_in(folder: &str, node: &Node) -> bool {
    let Node::Packed(_, path) = node else { return false };
    folder.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
