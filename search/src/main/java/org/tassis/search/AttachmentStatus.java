package org.tassis.search;

/// How the reading of attachments goes, counted since the index was opened.
///
/// @param waiting mailboxes with messages whose attachments are to be read
/// @param read    attachments whose text was read
/// @param failed  attachments that have no text as they were not readable, took too long or ended the process
/// @param trouble why nothing can be read now, for people; empty when nothing is in the way
public record AttachmentStatus(long waiting, long read, long failed, String trouble) {}
