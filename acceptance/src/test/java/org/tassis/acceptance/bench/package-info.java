/// `./tassis bench`: the packaged server under load, measured from outside. Figures are rates and processor time per
/// operation of the server's process; nothing here asserts.
package org.tassis.acceptance.bench;
