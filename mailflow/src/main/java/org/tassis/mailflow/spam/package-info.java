/// How likely it is that a message is not wanted, and where it goes because of that. Scores from many places are
/// added ({@link org.tassis.mailflow.spam.Score}); one of them is Bayes ({@link org.tassis.mailflow.spam.Bayes}) on
/// counts of tokens, of the mailbox itself over a base that all mailboxes share, which learn from what people move
/// into and out of Junk ({@link org.tassis.mailflow.spam.Learner}). Words are never kept: tokens are keyed hashes.
/// Every score has a sentence in three languages ({@link org.tassis.mailflow.spam.SpamSentences}). Any thread.
@NullMarked
package org.tassis.mailflow.spam;

import org.jspecify.annotations.NullMarked;
