/// What is to be in the DNS and on the web for a domain of this server: the records ({@link
/// RecordsToPublish}), whether they are there ({@link RecordCheck}), and the MTA-STS policy ({@link
/// StsPublication}).
@NullMarked
package org.tassis.mailflow.publish;

import org.jspecify.annotations.NullMarked;
