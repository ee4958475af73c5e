/// What an operator plugs into the flow: the port. {@link ExtensionFactory} is found by name in a class loader of its
/// own when something is plugged in; where nothing is, none of it is loaded. Any thread.
@NullMarked
package org.tassis.mailflow.extension;

import org.jspecify.annotations.NullMarked;
