/// What is counted for reports, in the table `report_tally`: written every half minute, read once a day.
@NullMarked
package org.tassis.sql.report;

import org.jspecify.annotations.NullMarked;
