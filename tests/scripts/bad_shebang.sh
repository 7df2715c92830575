#!/no/such/interpreter
echo loss=0.5
