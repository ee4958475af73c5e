/// What is counted, day by day, for the reports that mail servers send each other about mail and about TLS: what
/// happened here, and what others report to this server. Counting costs nobody who waits anything: it is in memory
/// first ({@link TallyBuffer}) and in the database within half a minute ({@link Tallies}). Everything is bounded.
@NullMarked
package org.tassis.mailflow.report;

import org.jspecify.annotations.NullMarked;
