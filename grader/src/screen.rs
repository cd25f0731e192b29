//! stub
use crate::collect::NamedFile;
use crate::outcome::Finding;
#[derive(Debug)]
pub(crate) enum Screened { Clean, Refused(Vec<Finding>), Unread(String) }
pub(crate) fn screen(_files: &[NamedFile], _forbid: &[String]) -> Screened { Screened::Clean }
