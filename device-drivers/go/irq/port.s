// This file lets the functions of the port be declared without a body.
