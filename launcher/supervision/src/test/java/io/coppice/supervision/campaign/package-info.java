/** Children killed at random under load: nobody may get a wrong answer, or none. */
@NullMarked
package io.coppice.supervision.campaign;

import org.jspecify.annotations.NullMarked;
