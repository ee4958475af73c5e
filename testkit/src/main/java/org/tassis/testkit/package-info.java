/// What tests share: contracts of the ports, transcripts of protocols, peers. Test only.
@NullMarked
package org.tassis.testkit;

import org.jspecify.annotations.NullMarked;
